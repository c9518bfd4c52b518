probe.o: src/lab/probe.c src/lab/probe.h src/problem/problem.h \
  src/base/param.h src/base/report.h src/base/rng.h src/base/vec.h

src/lab/probe.h:

src/problem/problem.h:

src/base/param.h:

src/base/report.h:

src/base/rng.h:

src/base/vec.h:
