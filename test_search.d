test_search.o: tests/test_search.c src/lab/search.h src/lab/sweep.h \
  src/lab/run.h src/clip/clip.h src/base/param.h src/lab/exam.h \
  src/lab/trace.h src/problem/problem.h src/base/report.h \
  src/lab/monitor.h src/lab/schedule.h src/base/schedule.h \
  src/optimizer/optimizer.h tests/setup.h tests/check.h

src/lab/search.h:

src/lab/sweep.h:

src/lab/run.h:

src/clip/clip.h:

src/base/param.h:

src/lab/exam.h:

src/lab/trace.h:

src/problem/problem.h:

src/base/report.h:

src/lab/monitor.h:

src/lab/schedule.h:

src/base/schedule.h:

src/optimizer/optimizer.h:

tests/setup.h:

tests/check.h:
