# Where files are installed. Included by the Makefile. Directories have GNU's names, with the values of the Filesystem Hierarchy Standard.

prefix ?= /usr
sysconfdir ?= /etc
rundir ?= /run/lighttpd
pooldir ?= /run/boxoffice
localstatedir ?= /var
DESTDIR ?=
cgidir ?= $(prefix)/lib/cgi-bin/boxoffice
libdir ?= $(prefix)/lib/boxoffice
sbindir ?= $(prefix)/sbin
datadir ?= $(prefix)/share/boxoffice
mandir ?= $(prefix)/share/man
JOB_USER ?= www-data
apache := $(sysconfdir)/apache2/conf-available
lighttpd := $(sysconfdir)/lighttpd/conf-available
units := $(prefix)/lib/systemd/system
statedir := $(localstatedir)/lib/boxoffice
conf := $(sysconfdir)/boxoffice/boxoffice.conf
bootstrap := $(if $(wildcard static/bootstrap.min.css),,/usr/share/javascript/bootstrap5/css/bootstrap.min.css)
render = DATADIR='$(datadir)' CGIDIR='$(cgidir)' JOBS='$(libdir)' CONF='$(conf)' CONFDIR='$(sysconfdir)' USER='$(JOB_USER)' \
	STATEDIR='$(statedir)' RUNDIR='$(rundir)' POOLDIR='$(pooldir)' PROGRAMS='$(notdir $(basename $(programs)))' \
	awk -f apache/render.awk apache/routes $(1) >'$(2)'
folder = install -d $(foreach dir,$(1),'$(DESTDIR)$(dir)')
put = $(if $(strip $(2)),install -m $(1) $(2) '$(DESTDIR)$(3)')
manuals := $(wildcard man/*.[1-8])
tools := $(filter %/boxoffice-token %/boxoffice-refund,$(jobs)) # commands for people; cron runs the other jobs
manual = $(mandir)/man$(subst .,,$(suffix $(1)))/$(notdir $(1))

install: programs # into DESTDIR, prefix, sysconfdir: programs, jobs, pages, settings, cron's and the servers' files, manual
	$(call folder,$(cgidir) $(libdir) $(sbindir) $(datadir) $(apache) $(lighttpd) $(sysconfdir)/cron.d $(dir $(conf)) $(statedir) $(units))
	$(call put,755,$(programs),$(cgidir))
	$(call put,755,$(filter-out $(tools),$(jobs)),$(libdir))
	$(call put,755,$(tools),$(sbindir))
	sed 's|@VERSION@|$(VERSION)|' scripts/boxoffice-migrate >'$(DESTDIR)$(sbindir)/boxoffice-migrate'
	chmod 755 '$(DESTDIR)$(sbindir)/boxoffice-migrate'
	cp -R --no-preserve=all templates static sql docs/examples '$(DESTDIR)$(datadir)'
	$(call put,644,jobs/replicate_products.c,$(datadir)/examples)
	$(call put,644,$(bootstrap),$(datadir)/static)
	$(call put,644,apache/base-path.awk,$(datadir))
	chmod -R u=rwX,go=rX '$(DESTDIR)$(datadir)'
	$(call render,apache/boxoffice.conf.in,$(DESTDIR)$(apache)/boxoffice.conf)
	$(call render,apache/boxoffice-fcgid.conf.in,$(DESTDIR)$(apache)/boxoffice-fcgid.conf)
	$(call render,apache/boxoffice-pool.conf.in,$(DESTDIR)$(apache)/boxoffice-pool.conf)
	$(call render,apache/50-boxoffice.conf.in,$(DESTDIR)$(lighttpd)/50-boxoffice.conf)
	$(call render,apache/boxoffice-pool@.service.in,$(DESTDIR)$(units)/boxoffice-pool@.service)
	$(call render,jobs/crontab,$(DESTDIR)$(sysconfdir)/cron.d/boxoffice)
	test -e '$(DESTDIR)$(conf)' || { umask 077 && $(call render,etc/boxoffice.conf.in,$(DESTDIR)$(conf)); }
	chmod 640 '$(DESTDIR)$(conf)'
	test -n '$(DESTDIR)' -o "$$(id -u)" != 0 || { chgrp $(JOB_USER) '$(conf)' && chown $(JOB_USER): '$(statedir)'; }
	$(foreach page,$(manuals),install -D -m 644 $(page) '$(DESTDIR)$(call manual,$(page))' &&) true
# Collects the files for shared hosting in one folder, with the site's .htaccess.
upload: datadir := /home/YOU/public_html
upload: statedir := /home/YOU/etc
upload: programs
	rm -rf build/hosting
	mkdir -p $(addprefix build/hosting/,cgi-bin jobs etc sql)
	install -s -m 755 $(programs) build/hosting/cgi-bin
	install -s -m 755 $(jobs) build/hosting/jobs
	cp -R templates static build/hosting
	cp $(bootstrap) build/hosting/static
	scripts/boxoffice-migrate --print --sql sql >build/hosting/sql/import.sql
	cp sql/restored.sql build/hosting/sql
	$(call render,apache/htaccess.in,build/hosting/.htaccess)
	$(call render,etc/boxoffice.conf.in,build/hosting/etc/boxoffice.conf)
	chmod 600 build/hosting/etc/boxoffice.conf
	for dir in etc jobs sql templates; do echo 'Require all denied' >build/hosting/$$dir/.htaccess; done
	@echo "build/hosting is ready to upload; docs/shared-hosting.md says what next"
uninstall: # all of it but the settings
	rm -rf '$(DESTDIR)$(cgidir)' '$(DESTDIR)$(libdir)' '$(DESTDIR)$(datadir)'
	rm -f '$(DESTDIR)$(sbindir)/boxoffice-migrate' '$(DESTDIR)$(sbindir)/boxoffice-token' '$(DESTDIR)$(sbindir)/boxoffice-refund' \
		'$(DESTDIR)$(sysconfdir)/cron.d/boxoffice' \
		'$(DESTDIR)$(apache)/boxoffice.conf' '$(DESTDIR)$(apache)/boxoffice-fcgid.conf' '$(DESTDIR)$(apache)/boxoffice-pool.conf' \
		'$(DESTDIR)$(units)/boxoffice-pool@.service' \
		'$(DESTDIR)$(lighttpd)/50-boxoffice.conf' '$(DESTDIR)$(sysconfdir)/boxoffice/apache-path.conf' \
		$(foreach page,$(manuals),'$(DESTDIR)$(call manual,$(page))')
