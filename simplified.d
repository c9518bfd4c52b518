simplified.o: src/optimizer/simplified.c src/optimizer/smooth.h \
  src/optimizer/along.h src/optimizer/optimizer.h src/base/param.h

src/optimizer/smooth.h:

src/optimizer/along.h:

src/optimizer/optimizer.h:

src/base/param.h:
