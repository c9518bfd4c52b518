test_pace.o: tests/test_pace.c tests/check.h src/command/pace.h

tests/check.h:

src/command/pace.h:
