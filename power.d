power.o: src/lab/power.c src/lab/power.h src/base/rng.h \
  src/problem/problem.h src/base/param.h src/base/report.h \
  src/base/memory.h src/base/vec.h

src/lab/power.h:

src/base/rng.h:

src/problem/problem.h:

src/base/param.h:

src/base/report.h:

src/base/memory.h:

src/base/vec.h:
