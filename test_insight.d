test_insight.o: tests/test_insight.c src/base/text.h tests/check.h \
  tests/insight_race.h src/lab/insight.h src/lab/race.h src/lab/fit.h \
  src/base/stats.h src/lab/run.h src/clip/clip.h src/base/param.h \
  src/lab/exam.h src/lab/trace.h src/problem/problem.h src/base/report.h \
  src/lab/monitor.h src/lab/schedule.h src/base/schedule.h \
  src/optimizer/optimizer.h

src/base/text.h:

tests/check.h:

tests/insight_race.h:

src/lab/insight.h:

src/lab/race.h:

src/lab/fit.h:

src/base/stats.h:

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
