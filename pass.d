pass.o: src/net/pass.c src/base/memory.h src/net/graph.h src/net/op.h \
  src/net/real.h /usr/include/x86_64-linux-gnu/openblas-pthread/cblas.h \
  /usr/include/x86_64-linux-gnu/openblas-pthread/openblas_config.h

src/base/memory.h:

src/net/graph.h:

src/net/op.h:

src/net/real.h:

/usr/include/x86_64-linux-gnu/openblas-pthread/cblas.h:

/usr/include/x86_64-linux-gnu/openblas-pthread/openblas_config.h:
