test_script.o: tests/test_script.c src/base/memory.h tests/check.h \
  src/scene/session.h src/lab/checkpoint.h src/lab/race.h src/lab/fit.h \
  src/base/stats.h src/lab/run.h src/clip/clip.h src/base/param.h \
  src/lab/exam.h src/lab/trace.h src/problem/problem.h src/base/report.h \
  src/lab/monitor.h src/lab/schedule.h src/base/schedule.h \
  src/optimizer/optimizer.h src/scene/action.h src/scene/key.h \
  src/scene/map.h src/lab/sweep.h src/scene/scene.h src/lab/plane.h \
  src/lab/path.h src/scene/script.h src/scene/path_view.h \
  src/lab/slice.h src/scene/trial.h tests/session_setup.h

src/base/memory.h:

tests/check.h:

src/scene/session.h:

src/lab/checkpoint.h:

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

src/scene/action.h:

src/scene/key.h:

src/scene/map.h:

src/lab/sweep.h:

src/scene/scene.h:

src/lab/plane.h:

src/lab/path.h:

src/scene/script.h:

src/scene/path_view.h:

src/lab/slice.h:

src/scene/trial.h:

tests/session_setup.h:
