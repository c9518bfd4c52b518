log_step.o: src/optimizer/log_step.c src/optimizer/smooth.h \
  src/optimizer/along.h src/optimizer/optimizer.h src/base/param.h

src/optimizer/smooth.h:

src/optimizer/along.h:

src/optimizer/optimizer.h:

src/base/param.h:
