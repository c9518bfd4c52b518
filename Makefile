# clipdescent: `make deps run` on a fresh machine ends in a moving picture; `make help` lists the rest.
VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= cc
OPT ?= -O2 -g
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
PACKAGES := ncursesw yaml-0.1
TEST_PACKAGES := cunit vterm
DEBIAN := gcc make pkg-config libncurses-dev libyaml-dev
DEBIAN_TEST := libcunit1-dev libvterm-dev ncurses-term ncurses-base

# -ffp-contract=off: the same sums to the bit from every compiler. Never -ffast-math: a NaN must be seen.
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE $(OPT) $(WARN) -ffp-contract=off -Isrc -MMD -MP \
	-DVERSION='"$(VERSION)"' -DPREFIX='"$(PREFIX)"' $(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm -lpthread

SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
LIBRARY := $(BUILD)/libclipdescent.a
TESTS := $(sort $(wildcard tests/test_*.c))
PLAYED := live ending terminals
# These run the program itself: not before all of its parts are there.
ifeq ($(and $(wildcard src/command/main.c),$(wildcard src/problem/registry.c)),)
TESTS := $(filter-out $(PLAYED:%=tests/test_%.c),$(TESTS))
endif
TEST_BINS := $(TESTS:tests/%.c=$(BUILD)/tests/%)
TEST_SHARED := $(filter-out tests/test_%,$(sort $(wildcard tests/*.c)))
TEST_LIBRARY := $(BUILD)/tests/libshared.a

.PHONY: all run test clean
all: clipdescent

clipdescent: $(BUILD)/command/main.o $(LIBRARY)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $(BUILD)/command/main.o $(LIBRARY) $(LIBS)

$(LIBRARY): $(filter-out $(BUILD)/command/main.o,$(OBJECTS))
	rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Itests $(shell pkg-config --cflags $(TEST_PACKAGES)) -c -o $@ $<

$(TEST_LIBRARY): $(TEST_SHARED:tests/%.c=$(BUILD)/tests/%.o)
	rm -f $@
	ar rcs $@ $^

$(PLAYED:%=$(BUILD)/tests/test_%): | clipdescent
$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(TEST_LIBRARY) $(LIBRARY)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs $(TEST_PACKAGES)) $(LIBS)

run: clipdescent
	./clipdescent

test: $(TEST_BINS)
	@tests/run-all $(TEST_BINS)

clean:
	rm -rf $(BUILD) clipdescent

-include $(OBJECTS:.o=.d) $(TEST_BINS:=.d) $(TEST_SHARED:tests/%.c=$(BUILD)/tests/%.d)
