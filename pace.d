pace.o: src/command/pace.c src/command/pace.h

src/command/pace.h:
