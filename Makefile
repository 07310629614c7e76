# Boxoffice. `make run` sets up and starts everything, `make check` tests it, `make help` lists the rest.
# A new file in a folder of cgi-bin/, lib/ or tests/, in jobs/ or man/ needs no change here.

SAN ?= 0
STATIC ?= 0
BUILD := build$(if $(filter-out 0,$(SAN)),/san)$(if $(filter-out 0,$(STATIC)),/static)
VERSION := $(or $(shell cat .version 2>/dev/null),$(shell git describe --tags --always --dirty 2>/dev/null),unknown)
ifneq ($(filter %-dirty unknown,$(VERSION)),) # browsers cache style and scripts by version, so an edit needs another version
VERSION := $(VERSION).$(firstword $(shell cat static/* | cksum))
endif

# ---- how to compile -------------------------------------------------------------------------------------------------
# Rows of tables may leave out members at their end: that is no mistake (missing-field-initializers).
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
CXXFLAGS ?= $(CFLAGS)
WARN := -Wall -Wextra -Wno-missing-field-initializers -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wvla -Wimplicit-fallthrough \
	-Werror=format-security
WARN_C := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Werror=implicit -Werror=incompatible-pointer-types \
	-Werror=int-conversion
HARDEN := -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing -fPIE $(if $(filter x86_64,$(shell uname -m)),-fcf-protection=full)
comma := ,
CHECKED := $(if $(filter-out 0,$(SAN)),-fsanitize=address$(comma)undefined -fno-omit-frame-pointer \
	-fno-sanitize-recover=undefined,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
# Debian has no static libnats. A STATIC relay is built without it, and prints an error if the settings ask for NATS.
NATS := $(if $(filter-out 0,$(STATIC)),,libnats)
left_out := $(if $(NATS),lib/out/nats_none.c,$(shell grep -ls '<nats/\|"out/jetstream.h"' lib/out/*.c jobs/*.c))
page_modules := $(wildcard cgi-bin/*/*_page.c) # parts of pages that several programs show, so each of them is linked with these
JOB_LIBS := libmariadb jansson openssl talloc $(if $(wildcard lib/out/*.c),libcurl) $(NATS)
WEB_LIBS := $(JOB_LIBS) fcgi
CTEMPLATE := -lctemplate_nothreads
ifneq ($(filter-out 0,$(STATIC)),) # one file that runs on any Linux: for hosts where nothing can be installed
job_libs = -static $(CTEMPLATE) -lmariadbclient -ljansson -ltalloc -lssl -lcrypto -lz
web_libs = -lfcgi -lunistring $(job_libs)
PIE := -no-pie
# libcurl, name service and certificates are the host's own. Only programs that talk to outside services need them.
outside := $(basename $(notdir $(shell grep -lsE '"(out/|stripe/|flow/)' cgi-bin/*/*.c jobs/*.c)))
to_outside := $(outside:%=$(BUILD)/cgi-bin/%.fcgi) $(outside:%=$(BUILD)/jobs/%)
$(to_outside): private job_libs = -Wl,-Bstatic $(CTEMPLATE) -lmariadbclient -ljansson -ltalloc -Wl,-Bdynamic -lcurl -lssl -lcrypto -lz \
	-static-libstdc++ -static-libgcc
$(to_outside): private web_libs = -Wl,-Bstatic -lfcgi -lunistring $(job_libs)
else
job_libs = $(CTEMPLATE) $(shell $(PKG_CONFIG) --libs $(JOB_LIBS))
web_libs = $(job_libs) $(shell $(PKG_CONFIG) --libs fcgi) -lunistring
PIE := -pie
endif
cflags = -Ilib -I. -D_GNU_SOURCE $(HARDEN) $(CHECKED) $(shell $(PKG_CONFIG) --cflags $(WEB_LIBS)) -MMD -MP
ldflags = $(CHECKED) $(PIE) -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed $(LDFLAGS)

sources := $(filter-out $(left_out),$(wildcard lib/*/*.c lib/*/*.cc))
object = $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(basename $(1))))
program_sources := $(filter-out $(page_modules),$(wildcard cgi-bin/*/*.c))
programs := $(patsubst %.c,$(BUILD)/cgi-bin/%.fcgi,$(notdir $(program_sources)))
jobs := $(patsubst jobs/%.c,$(BUILD)/jobs/%,$(filter-out $(left_out),$(wildcard jobs/*.c)))
test_sources := $(wildcard tests/*/check_*.c tests/*/site_*.c)
test_programs := $(patsubst %.c,$(BUILD)/tests/%,$(notdir $(test_sources)))
test_helpers := $(wildcard tests/*.c)
shop_lib := $(BUILD)/libboxoffice.a
pages_lib := $(BUILD)/libpages.a

# ---- what a person asks for -----------------------------------------------------------------------------------------
export BUILD SAN
again = +@mkdir -p build && flock -o build/lock $(MAKE) --no-print-directory# one at a time: two would share the files
brief = $(if $(V),,@echo '  $(1)	$@'; )# V=1 shows the commands themselves

.PHONY: all programs check-programs run start stop sql check lint bench install uninstall hosting upload clean dist help
.DELETE_ON_ERROR:

all:            # build the programs and jobs (installs missing Debian packages first)
	@scripts/packages build
	$(again) programs
run start:      # set up and start everything under VAR; `run` stays until Ctrl-C
	@scripts/packages run
	$(again) programs
	@scripts/instance $@
stop sql:       # stop the instance; SQL from standard input against its database
	@scripts/instance $@
check:          # all tests
	@scripts/packages check
	$(again) programs check-programs
	@tests/run
lint:           # what the compiler doesn't see
	@scripts/packages check
	@tests/lint
bench:          # measure the shop beside its peers and limits, into bench/RESULTS.md (QUICK=1: minutes; bench/README.md)
	@scripts/packages bench
	$(again) programs
	@bench/run
programs: $(programs) $(jobs)
check-programs: $(test_programs)
hosting:        # build/hosting: what to upload to shared hosting, as docs/shared-hosting.md says
	@scripts/packages build
	$(again) SAN=0 STATIC=1 upload
clean:          # remove what was built
	rm -rf build
dist:           # boxoffice-VERSION.tar.gz
	git archive --prefix=boxoffice-$(VERSION)/ --add-virtual-file=boxoffice-$(VERSION)/.version:$(VERSION) \
		-o boxoffice-$(VERSION).tar.gz HEAD
help:           # this list
	@sed -n 's/^\([a-z][a-z ]*\):[^#=]*# /\1: /p' Makefile install.mk
	@echo "variables of run, start, stop, sql: VAR=var PORT=8080 TLS_PORT=8443 SERVER=apache|lighttpd DEMO=1 JOBS=1"

# ---- rules ----------------------------------------------------------------------------------------------------------
$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call brief,CC)$(CC) -std=gnu17 $(cflags) $(WARN_C) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(BUILD)/obj/%.o: %.cc
	@mkdir -p $(@D)
	$(call brief,CXX)$(CXX) -std=gnu++17 $(cflags) $(WARN) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<
$(shop_lib): $(call object,$(sources))
$(pages_lib): $(call object,$(page_modules))
$(shop_lib) $(pages_lib):
	@mkdir -p $(@D)
	@rm -f $@
	$(call brief,AR)$(AR) rcs $@ $^
# A program is named after its source file, whatever folder the file is in.
of_program = $(call object,$(filter %/$(1).c,$(2)))
.SECONDEXPANSION:
$(programs): $(BUILD)/cgi-bin/%.fcgi: $$(call of_program,$$*,$(program_sources)) $(pages_lib) $(shop_lib)
	@mkdir -p $(@D)
	$(call brief,LINK)$(CXX) $(ldflags) -o $@ $^ $(web_libs)
$(BUILD)/jobs/%: $(BUILD)/obj/jobs/%.o $(shop_lib)
	@mkdir -p $(@D)
	$(call brief,LINK)$(CXX) $(ldflags) -o $@ $^ $(job_libs)
$(test_programs): $(BUILD)/tests/%: $$(call of_program,$$*,$(test_sources)) $(call object,$(test_helpers)) $(pages_lib) $(shop_lib)
	@mkdir -p $(@D)
	$(call brief,LINK)$(CXX) $(ldflags) -o $@ $^ $(web_libs) $(shell $(PKG_CONFIG) --libs check)

# Only files that name the version are compiled with it, and compiled again when it changes.
versioned := $(call object,$(shell grep -sl BOXOFFICE_VERSION lib/*/*.c cgi-bin/*/*.c jobs/*.c))
$(versioned): private CPPFLAGS += -DBOXOFFICE_VERSION='"$(VERSION)"'
$(versioned): $(BUILD)/version
$(BUILD)/version: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@
FORCE:
.PRECIOUS: $(BUILD)/obj/%.o
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

include install.mk
