#include "stripe/settings.h"

#include <stddef.h>

#include "base/text.h"
#include "money/settings.h"

struct stripe_settings stripe_settings;

/* Everybody sees this key: one that begins in another way may be the secret one. */
static const char *const publishable[] = { "pk_", NULL };

static const struct setting settings[] = {
	{ "BOXOFFICE_STRIPE_BASE", "https://api.stripe.com", SETTING_URL(&stripe_settings.base), SETTING_REQUIRED },
	{ "BOXOFFICE_STRIPE_KEY", "", SETTING_SECRET(&stripe_settings.key, 1) },
	{ "BOXOFFICE_STRIPE_WEBHOOK_SECRET", "", SETTING_SECRET(&stripe_settings.webhook_secret, 1) },
	{ "BOXOFFICE_STRIPE_PUBLISHABLE_KEY", "", SETTING_BEGUN(&stripe_settings.publishable_key, publishable) },
	{ "BOXOFFICE_STRIPE_JS", "https://js.stripe.com/v3/", SETTING_URL(&stripe_settings.js), SETTING_REQUIRED },
	{ 0 }
};

static const char *wrong_with_stripe(void)
{
	if (!text_is(money_settings.payment_provider, "stripe"))
		return NULL;
	if (*stripe_settings.key && *stripe_settings.webhook_secret && *config.base_url)
		return NULL;
	return "Stripe needs BOXOFFICE_STRIPE_KEY, BOXOFFICE_STRIPE_WEBHOOK_SECRET and BOXOFFICE_BASE_URL";
}

const struct config_table stripe_settings_table = { settings, wrong_with_stripe };
