/* The settings of payment by Stripe. boxoffice.conf(5) explains each. */
#ifndef STRIPE_SETTINGS_H
#define STRIPE_SETTINGS_H

#include "base/config.h"

struct stripe_settings {
	const char *base; /* the address of its API, without a slash at its end */
	const char *key, *webhook_secret;
	const char *publishable_key, *js; /* for pages that take cards; without the key none does */
};

extern struct stripe_settings stripe_settings;
extern const struct config_table stripe_settings_table;

#endif
