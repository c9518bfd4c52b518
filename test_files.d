test_files.o: tests/test_files.c tests/check.h tests/shell.h

tests/check.h:

tests/shell.h:
