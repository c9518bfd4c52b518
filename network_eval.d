network_eval.o: src/problem/network_eval.c src/base/memory.h \
  src/base/rng.h src/problem/network_parts.h src/net/graph.h \
  src/net/op.h src/net/real.h \
  /usr/include/x86_64-linux-gnu/openblas-pthread/cblas.h \
  /usr/include/x86_64-linux-gnu/openblas-pthread/openblas_config.h \
  src/problem/network.h src/net/data.h src/problem/problem.h \
  src/base/param.h src/base/report.h

src/base/memory.h:

src/base/rng.h:

src/problem/network_parts.h:

src/net/graph.h:

src/net/op.h:

src/net/real.h:

/usr/include/x86_64-linux-gnu/openblas-pthread/cblas.h:

/usr/include/x86_64-linux-gnu/openblas-pthread/openblas_config.h:

src/problem/network.h:

src/net/data.h:

src/problem/problem.h:

src/base/param.h:

src/base/report.h:
