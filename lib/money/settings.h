/* The settings of payments. boxoffice.conf(5) explains each. */
#ifndef MONEY_SETTINGS_H
#define MONEY_SETTINGS_H

#include "base/config.h"

/* The providers' names, NULL after the last: lib/registry/settings.c. Here, so that naming one doesn't bring its code along. */
extern const char *const money_provider_names[];

struct money_settings {
	const char *payment_provider; /* the name of one of those in lib/registry/providers.c; "": nobody charges cards */
	bool payment_allow_test;      /* the provider `test` may be had at an https address */
	int64_t payment_seconds;      /* how long a payment under way keeps its hold alive */
	int64_t reconcile_days;       /* how far back the provider's ledger is compared with ours */
	int64_t payment_attempts;     /* for one order; 0: as many as are wanted */
	bool mail_reminder;           /* a mail before a hold ends */
};

extern struct money_settings money_settings;
extern const struct config_table money_settings_table;

#endif
