pty.o: tests/pty.c tests/pty.h

tests/pty.h:
