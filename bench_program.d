bench_program.o: tests/bench_program.c tests/bench.h tests/play.h \
  tests/pty.h

tests/bench.h:

tests/play.h:

tests/pty.h:
