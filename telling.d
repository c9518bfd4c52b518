telling.o: src/panel/telling.c src/panel/telling.h src/lab/race.h \
  src/lab/fit.h src/base/stats.h src/lab/run.h src/clip/clip.h \
  src/base/param.h src/lab/exam.h src/lab/trace.h src/problem/problem.h \
  src/base/report.h src/lab/monitor.h src/lab/schedule.h \
  src/base/schedule.h src/optimizer/optimizer.h src/base/text.h

src/panel/telling.h:

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

src/base/text.h:
