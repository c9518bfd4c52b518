step.o: src/lab/step.c src/base/vec.h src/lab/power.h src/base/rng.h \
  src/problem/problem.h src/base/param.h src/base/report.h \
  src/lab/probe.h src/lab/run_parts.h src/lab/run.h src/clip/clip.h \
  src/lab/exam.h src/lab/trace.h src/lab/monitor.h src/lab/schedule.h \
  src/base/schedule.h src/optimizer/optimizer.h

src/base/vec.h:

src/lab/power.h:

src/base/rng.h:

src/problem/problem.h:

src/base/param.h:

src/base/report.h:

src/lab/probe.h:

src/lab/run_parts.h:

src/lab/run.h:

src/clip/clip.h:

src/lab/exam.h:

src/lab/trace.h:

src/lab/monitor.h:

src/lab/schedule.h:

src/base/schedule.h:

src/optimizer/optimizer.h:
