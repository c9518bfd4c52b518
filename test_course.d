test_course.o: tests/test_course.c src/base/text.h tests/check.h \
  tests/play.h tests/pty.h tests/shell.h tests/tape.h

src/base/text.h:

tests/check.h:

tests/play.h:

tests/pty.h:

tests/shell.h:

tests/tape.h:
