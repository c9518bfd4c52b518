test_slice.o: tests/test_slice.c src/base/memory.h tests/check.h \
  src/lab/power.h src/base/rng.h src/problem/problem.h src/base/param.h \
  src/base/report.h src/lab/probe.h src/lab/race.h src/lab/fit.h \
  src/base/stats.h src/lab/run.h src/clip/clip.h src/lab/exam.h \
  src/lab/trace.h src/lab/monitor.h src/lab/schedule.h \
  src/base/schedule.h src/optimizer/optimizer.h tests/network_setup.h \
  src/problem/network.h src/net/data.h src/net/real.h \
  /usr/include/x86_64-linux-gnu/openblas-pthread/cblas.h \
  /usr/include/x86_64-linux-gnu/openblas-pthread/openblas_config.h \
  tests/same_run.h tests/setup.h

src/base/memory.h:

tests/check.h:

src/lab/power.h:

src/base/rng.h:

src/problem/problem.h:

src/base/param.h:

src/base/report.h:

src/lab/probe.h:

src/lab/race.h:

src/lab/fit.h:

src/base/stats.h:

src/lab/run.h:

src/clip/clip.h:

src/lab/exam.h:

src/lab/trace.h:

src/lab/monitor.h:

src/lab/schedule.h:

src/base/schedule.h:

src/optimizer/optimizer.h:

tests/network_setup.h:

src/problem/network.h:

src/net/data.h:

src/net/real.h:

/usr/include/x86_64-linux-gnu/openblas-pthread/cblas.h:

/usr/include/x86_64-linux-gnu/openblas-pthread/openblas_config.h:

tests/same_run.h:

tests/setup.h:
