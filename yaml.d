yaml.o: src/scene/yaml.c src/scene/node.h src/base/report.h \
  src/base/memory.h src/base/text.h

src/scene/node.h:

src/base/report.h:

src/base/memory.h:

src/base/text.h:
