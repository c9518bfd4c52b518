# clipdescent: `make deps run` on a fresh machine ends in a moving picture; `make help` lists the rest.
VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= cc
OPT ?= -O2 -g
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
PACKAGES := ncursesw yaml-0.1 zlib
TEST_PACKAGES := cunit vterm
DEBIAN := gcc libc6-dev make pkg-config libncurses-dev libyaml-dev \
	zlib1g-dev dataset-fashion-mnist
DEBIAN_TEST := libcunit1-dev libvterm-dev ncurses-term ncurses-base asciinema locales
DEBIAN_CHECK := clang clang-tidy clang-format man-db groff-base

# pkg-config is asked when a recipe runs, not when this file is read: `deps` may have to bring it.
# -ffp-contract=off: the same sums to the bit from every compiler. Never -ffast-math: a NaN must be
# seen.
FEATURES := -std=c17 -D_GNU_SOURCE -ffp-contract=off -Isrc
DEFINES = -DVERSION='"$(VERSION)"' -DPREFIX='"$(PREFIX)"'
CFLAGS_ALL = $(FEATURES) $(OPT) $(WARN) -MMD -MP $(DEFINES) \
	$(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm -lpthread
TEST_CFLAGS = -Itests $(shell pkg-config --cflags $(TEST_PACKAGES))
TEST_LIBS = $(shell pkg-config --libs $(TEST_PACKAGES))

SOURCES := $(sort $(wildcard src/*/*.c src/*/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
WIDTHS := avx2 avx512
OBJECTS += $(foreach w,$(WIDTHS),$(patsubst src/%.c,$(BUILD)/%.$w.o,$(wildcard src/net/op_*.c)))
LIBRARY := $(BUILD)/libclipdescent.a
TESTS := $(sort $(wildcard tests/*/test_*.c))
TEST_BINS := $(TESTS:tests/%.c=$(BUILD)/tests/%)
BENCHES := $(sort $(wildcard tests/bench_*.c))
BENCH_BINS := $(BENCHES:tests/%.c=$(BUILD)/tests/%)
DOUBLE_TESTS := $(foreach t,$(TEST_BINS),$(if $(findstring /test_double_,$(t)),$(t)))
TEST_SHARED := $(filter-out tests/test_% tests/bench_%,$(sort $(wildcard tests/*.c)))
FUZZ := $(sort $(wildcard tests/fuzz/fuzz*.c))
FUZZ_OBJECTS := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(filter-out %/fuzz_main.c,$(FUZZ)))
TEST_SOURCES := $(TESTS) $(BENCHES) $(TEST_SHARED) $(FUZZ)
TEST_OBJECTS := $(TEST_SOURCES:tests/%.c=$(BUILD)/tests/%.o)
TEST_LIBRARY := $(BUILD)/tests/libshared.a
HEADERS := $(sort $(wildcard src/*/*.h src/*/*/*.h tests/*.h tests/fuzz/*.h))
SCENES := $(sort $(wildcard scenes/*.yaml))
LOGS := $(sort $(wildcard scenes/*.csv))
FLAGS := $(BUILD)/flags
MAN := $(BUILD)/clipdescent.1
SHELLS := bash zsh fish
COMPLETIONS := $(SHELLS:%=$(BUILD)/completion.%)
SHARE = $(DESTDIR)$(PREFIX)/share
PICTURES := scenes/pictures
CORES := $(shell nproc 2>/dev/null || echo 2)

.PHONY: all deps deps-check run tests test check lint layers compilers sanitize sanitize-clang fuzz \
	every-scene bench golden pictures logs format install uninstall dist clean help FORCE
.SECONDARY:

all: clipdescent ## build ./clipdescent

clipdescent: $(BUILD)/command/main.o $(LIBRARY)
	$(CC) $(OPT) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(LIBRARY): $(filter-out $(BUILD)/command/main.o,$(OBJECTS))
	@rm -f $@
	ar rcs $@ $^

# Holds the flags of the last build; newer than the objects when they are others now.
$(FLAGS): export NOW = $(CC) $(CFLAGS_ALL) $(LDFLAGS) $(LIBS)
$(FLAGS): FORCE | $(filter deps deps-check,$(MAKECMDGOALS))
	@mkdir -p $(@D)
	@printf '%s\n' "$$NOW" | cmp -s - $@ || printf '%s\n' "$$NOW" > $@

$(BUILD)/%.o: src/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LOOPS) -c -o $@ $<

# Networks are loops over floats, and their descent over long vectors: -O3 makes vectors of them, where
# no one asks for the flags that a comparison with a NaN raises. The NaN itself stays.
$(BUILD)/net/%.o $(BUILD)/base/vec.o $(BUILD)/problem/formula_eval.o $(BUILD)/optimizer/%.o $(BUILD)/clip/%.o: private LOOPS = $(patsubst -O2,-O3,$(filter -O2,$(OPT))) -fno-trapping-math

# Operations of networks once more for each wider vector of x86-64; other machines never ask for them.
WIDE_avx2 := -mavx2
WIDE_avx512 := -mavx512f -mavx2 -mprefer-vector-width=512
X86_64 = $(findstring x86_64,$(shell $(CC) -dumpmachine))
define wide
$(BUILD)/net/op_%.$1.o: src/net/op_%.c $(FLAGS)
	@mkdir -p $$(@D)
	$$(CC) $$(CFLAGS_ALL) $$(LOOPS) -DWIDTH=$1 $$(if $$(X86_64),$$(WIDE_$1)) -c -o $$@ $$<
endef
$(foreach w,$(WIDTHS),$(eval $(call wide,$w)))

# Products are chains of fused multiply-adds: there, and nowhere else, a·b + c is one operation. At
# -O3 in every build: less does not fuse.
PRODUCTS := -O3 -fno-trapping-math -ffp-contract=fast
$(BUILD)/net/product_%.o $(BUILD)/double/net/product_%.o: private LOOPS = $(PRODUCTS)

$(BUILD)/net/data_idx.o $(BUILD)/double/net/data_idx.o: $(wildcard src/net/digits/*.gz)
$(BUILD)/command/deck_readme.o: src/command/deck_check.py

# The same sources in double, for the tests that compare with differences. Tests called
# test_double_* are of that build; in double/names.o the same objects are called double_*, so that
# a test can hold one build against the other.
NET_SOURCES := $(wildcard src/net/*.c) $(wildcard src/problem/network*.c)
DOUBLE_OBJECTS := $(NET_SOURCES:src/%.c=$(BUILD)/double/%.o)
$(BUILD)/double/%.o: src/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LOOPS) -DNET_DOUBLE -c -o $@ $<

$(BUILD)/double/names.o: $(DOUBLE_OBJECTS)
	$(LD) -r -o $@.part $^
	nm --defined-only --extern-only $@.part | awk '{ print $$3, "double_" $$3 }' > $@.names
	objcopy --redefine-syms=$@.names $@.part $@

$(foreach t,$(DOUBLE_TESTS),$(t).o $(t).tidy): private LOOPS = -DNET_DOUBLE
$(BUILD)/tests/%.o: tests/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LOOPS) $(TEST_CFLAGS) -c -o $@ $<

$(TEST_LIBRARY): $(TEST_SHARED:tests/%.c=$(BUILD)/tests/%.o)
	@rm -f $@
	ar rcs $@ $^

# Some run the program itself.
$(TEST_BINS): | clipdescent
$(DOUBLE_TESTS): %: %.o $(DOUBLE_OBJECTS) $(TEST_LIBRARY) $(LIBRARY)
	$(CC) $(OPT) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)
$(BUILD)/tests/problem/test_precision: %: %.o $(BUILD)/double/names.o $(TEST_LIBRARY) $(LIBRARY)
	$(CC) $(OPT) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)
$(BUILD)/tests/fuzz/test_corpus: %: %.o $(FUZZ_OBJECTS) $(TEST_LIBRARY) $(LIBRARY)
	$(CC) $(OPT) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_LIBRARY) $(LIBRARY)
	$(CC) $(OPT) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(MAN): clipdescent
	./clipdescent --man > $@.part
	mv $@.part $@

$(BUILD)/completion.%: clipdescent
	./clipdescent --completion $* > $@.part
	mv $@.part $@

deps: ## install what building and testing need (Debian packages, those missing)
	@.ci/deps $(DEBIAN) $(if $(filter-out run all,$(filter-out deps,$(or \
		$(filter-out deps,$(MAKECMDGOALS)),test))),$(DEBIAN_TEST))

deps-check: ## install what `make check` needs besides
	@.ci/deps $(DEBIAN) $(DEBIAN_TEST) $(DEBIAN_CHECK)

run: clipdescent ## build and show why clipping helps
	./clipdescent

tests: clipdescent $(TEST_BINS)

test: tests $(MAN) ## build and run all tests
	@tests/run-all $(TEST_BINS)

check: FUZZ_SECONDS = 5
check: lint layers compilers sanitize fuzz every-scene ## all that a change has to pass besides `make test`

# clang-tidy takes one file a process: with several, version 14 sees faults that are not there. A
# file is read again when its object is made again.
TIDY_STAMPS := $(SOURCES:src/%.c=$(BUILD)/%.tidy) $(TEST_OBJECTS:.o=.tidy)
lint: $(BUILD)/formatted $(TIDY_STAMPS) ## formatting and clang-tidy

$(BUILD)/formatted: $(SOURCES) $(TEST_SOURCES) $(HEADERS) .clang-format
	@mkdir -p $(@D)
	@echo "clang-format: $(words $(filter %.c %.h,$^)) files"
	@clang-format --dry-run -Werror $(filter %.c %.h,$^)
	@touch $@

TIDY = clang-tidy --quiet --warnings-as-errors='*' $< -- $(FEATURES) $(DEFINES) $(LOOPS) \
	$(shell pkg-config --cflags $(PACKAGES)) $(TEST_CFLAGS) 2>$@.err || { cat $@.err; exit 1; }
$(BUILD)/%.tidy: src/%.c $(BUILD)/%.o .clang-tidy
	@echo "clang-tidy $<"
	@$(TIDY)
	@touch $@
$(BUILD)/tests/%.tidy: tests/%.c $(BUILD)/tests/%.o .clang-tidy
	@echo "clang-tidy $<"
	@$(TIDY)
	@touch $@

layers: ## no room includes or calls one above it
	@tests/layers . $(BUILD)

# A second build is a second tree, of links into this one: its program finds its scenes beside it.
build-%/Makefile:
	@mkdir -p $(@D)
	@for f in src tests scenes README.md CHANGELOG.md .ci Makefile; do \
		ln -sfn ../$$f $(@D)/$$f; done

compilers: build-gcc/Makefile build-clang/Makefile ## every file with gcc and clang, warnings are errors
	$(MAKE) -C build-gcc CC=gcc CFLAGS=-Werror tests
	$(MAKE) -C build-clang CC=clang CFLAGS=-Werror tests

# Watched at every step, the networks take several times as long.
sanitize: build-sanitize/Makefile ## the tests under address and undefined-behaviour sanitizers
	LIMIT=400 $(MAKE) -C build-sanitize OPT="-O1 -g" \
		CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" \
		test

EVERY_TESTS := $(addprefix $(BUILD)/tests/,command/test_answers command/test_terminals \
	command/test_memory scene/test_claims scene/test_fashion_scenes scene/test_network_scenes \
	scene/test_sequence_scenes session/test_combinations tell/test_noise_scenes \
	panel/test_labels panel/test_lessons)
every-scene: clipdescent $(EVERY_TESTS) ## every scene, seed, terminal and failing allocation
	EVERY_SCENE=1 LIMIT=1800 tests/run-all $(EVERY_TESTS)

# What libFuzzer (clang's) makes up of the corpora in tests/fuzz, under the sanitizers.
FUZZ_SECONDS ?= 60
SANITIZE_FUZZ := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz: build-fuzz/Makefile ## make up scenes, files, logs, options and keys for FUZZ_SECONDS each
	$(MAKE) -C build-fuzz CC=clang OPT="-O1 -g" CFLAGS="$(SANITIZE_FUZZ)" build/tests/fuzz/fuzzer
	tests/fuzz/run $(CURDIR)/build-fuzz/build/tests/fuzz/fuzzer $(FUZZ_SECONDS)

$(BUILD)/tests/fuzz/fuzzer: $(FUZZ_OBJECTS) $(BUILD)/tests/fuzz/fuzz_main.o $(LIBRARY)
	$(CC) $(OPT) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

# The second compiler has sanitizers of its own.
sanitize-clang: build-sanitize-clang/Makefile ## the same with clang's
	LIMIT=400 $(MAKE) -C build-sanitize-clang CC=clang OPT="-O1 -g" \
		CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" \
		test

bench: clipdescent $(BENCH_BINS) ## measure: steps, frames, bytes, memory, against their targets
	@set -e; for b in $(BENCH_BINS); do $$b; done

golden: ## write the expected frames of the tests anew, after looking at them
	UPDATE_GOLDEN=1 $(MAKE) test

logs: clipdescent ## make the log that lesson 12 reads anew
	./clipdescent run lesson-12 --csv scenes/lesson-12.csv

# Each by a command that anyone can type; tests/command/test_readme.c reads this list.
pictures: clipdescent ## make every picture and recording of the README anew
	@mkdir -p $(PICTURES)
	./clipdescent snapshot why --steps 59 -o $(PICTURES)/why.svg
	./clipdescent snapshot quartic --steps 60 -o $(PICTURES)/quartic.svg
	./clipdescent snapshot bent-valley --steps 8 --keys "i Tab Tab" --size 110x40 -o $(PICTURES)/inspector.svg
	./clipdescent snapshot map --steps 40 --size 100x30 -o $(PICTURES)/map.svg
	./clipdescent snapshot moons --steps 120 --size 100x30 -o $(PICTURES)/network.svg
	./clipdescent snapshot scenes/lesson-12.csv --size 120x36 -o $(PICTURES)/watch.svg
	./clipdescent snapshot lesson-3 --marker "Above it" --steps 4 --size 80x24 -o $(PICTURES)/lesson.svg
	./clipdescent record quartic --steps 100 --size 80x24 --color 256 -o $(PICTURES)/quartic.cast
	./clipdescent record lesson-3 --size 80x24 --color 256 -o $(PICTURES)/lesson.cast

format: ## lay out every source file
	@clang-format -i $(SOURCES) $(TEST_SOURCES) $(HEADERS)

install: clipdescent $(MAN) $(COMPLETIONS) ## install program, scenes, man page, completions (PREFIX, DESTDIR)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/clipdescent/scenes" "$(SHARE)/man/man1" \
		"$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" \
		"$(SHARE)/fish/vendor_completions.d"
	install -m 755 clipdescent "$(DESTDIR)$(PREFIX)/bin/clipdescent"
	install -m 644 $(SCENES) $(LOGS) "$(SHARE)/clipdescent/scenes"
	install -m 644 $(MAN) "$(SHARE)/man/man1/clipdescent.1"
	install -m 644 $(BUILD)/completion.bash "$(SHARE)/bash-completion/completions/clipdescent"
	install -m 644 $(BUILD)/completion.zsh "$(SHARE)/zsh/site-functions/_clipdescent"
	install -m 644 $(BUILD)/completion.fish "$(SHARE)/fish/vendor_completions.d/clipdescent.fish"

uninstall: ## take away what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/clipdescent" "$(SHARE)/man/man1/clipdescent.1" \
		"$(SHARE)/bash-completion/completions/clipdescent" \
		"$(SHARE)/zsh/site-functions/_clipdescent" \
		"$(SHARE)/fish/vendor_completions.d/clipdescent.fish"
	rm -rf "$(SHARE)/clipdescent"

dist: ## the sources of the last commit as a tar file
	@mkdir -p $(BUILD)
	git archive --format=tar --prefix=clipdescent-$(VERSION)/ HEAD | \
		gzip -9n > $(BUILD)/clipdescent-$(VERSION).tar.gz

clean: ## remove all that was built
	rm -rf build build-* $(BUILD) clipdescent

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | \
		awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

-include $(OBJECTS:.o=.d) $(DOUBLE_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)
