action_table.o: src/scene/action_table.c src/scene/action.h \
  src/scene/key.h

src/scene/action.h:

src/scene/key.h:
