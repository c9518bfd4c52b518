insight_rates.o: src/lab/insight_rates.c src/lab/insight_parts.h \
  src/lab/insight.h src/lab/race.h src/lab/fit.h src/base/stats.h \
  src/lab/run.h src/clip/clip.h src/base/param.h src/lab/exam.h \
  src/lab/trace.h src/problem/problem.h src/base/report.h \
  src/lab/monitor.h src/lab/schedule.h src/base/schedule.h \
  src/optimizer/optimizer.h

src/lab/insight_parts.h:

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
