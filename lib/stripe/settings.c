#include "stripe/settings.h"

#include <stddef.h>

#include "money/settings.h"

struct stripe_settings stripe_settings;

/* Everybody sees this key: one that begins in another way may be the secret one. */
static const char *const publishable[] = { "pk_", NULL };

static const struct setting settings[] = {
	{ "BOXOFFICE_STRIPE_BASE", "https://api.stripe.com", SETTING_BASE(&stripe_settings.base), SETTING_REQUIRED },
	{ "BOXOFFICE_STRIPE_KEY", "", SETTING_SECRET(&stripe_settings.key, 8) },
	{ "BOXOFFICE_STRIPE_WEBHOOK_SECRET", "", SETTING_SECRET(&stripe_settings.webhook_secret, 8) },
	{ "BOXOFFICE_STRIPE_PUBLISHABLE_KEY", "", SETTING_PREFIXED(&stripe_settings.publishable_key, publishable) },
	{ "BOXOFFICE_STRIPE_JS", "https://js.stripe.com/v3/", SETTING_URL(&stripe_settings.js), SETTING_REQUIRED },
	{ 0 }
};

#define STRIPE_NEEDS(name, other) \
	{ "BOXOFFICE_PAYMENT_PROVIDER=stripe needs " name, CONFIG_NEEDS(&money_settings.payment_provider, "stripe", other) }

static const struct config_rule rules[] = {
	STRIPE_NEEDS("BOXOFFICE_STRIPE_KEY", &stripe_settings.key),
	STRIPE_NEEDS("BOXOFFICE_STRIPE_WEBHOOK_SECRET", &stripe_settings.webhook_secret),
	STRIPE_NEEDS("BOXOFFICE_BASE_URL", &config.base_url),
	{ "BOXOFFICE_STRIPE_BASE must begin with https://, since the secret key is sent there",
	  CONFIG_OPEN(&stripe_settings.base, "http://", NULL, NULL) },
	{ "BOXOFFICE_STRIPE_JS must begin with https://, since it runs where cards are typed",
	  CONFIG_OPEN(&stripe_settings.js, "http://", NULL, NULL) },
	{ 0 }
};

const struct config_table stripe_settings_table = { settings, rules };
