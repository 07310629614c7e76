#include "money/settings.h"

#include <stddef.h>

struct money_settings money_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_PAYMENT_PROVIDER", "", SETTING_ONE_OF(&money_settings.payment_provider, money_provider_names) },
	{ "BOXOFFICE_PAYMENT_ALLOW_TEST", "0", SETTING_SWITCH(&money_settings.payment_allow_test) },
	{ "BOXOFFICE_PAYMENT_SECONDS", "120", SETTING_NUMBER(&money_settings.payment_seconds, 1, 86400) },
	{ "BOXOFFICE_PAYMENT_ATTEMPTS", "10", SETTING_NUMBER(&money_settings.payment_attempts, 0, 1000) },
	{ "BOXOFFICE_RECONCILE_DAYS", "7", SETTING_NUMBER(&money_settings.reconcile_days, 1, 3650) },
	{ "BOXOFFICE_MAIL_REMINDER", "0", SETTING_SWITCH(&money_settings.mail_reminder) },
	{ 0 }
};

/* Who says https says that visitors come: whoever knows the name of a test card would have tickets for nothing. */
static const struct config_rule rules[] = {
	{ "BOXOFFICE_PAYMENT_PROVIDER=test gives tickets away; at an https address it needs BOXOFFICE_PAYMENT_ALLOW_TEST=1",
	  CONFIG_ALLOWED(&money_settings.payment_provider, "test", &config.base_url, "https://", &money_settings.payment_allow_test) },
	{ 0 }
};

static const struct config_notice notices[] = {
	{ "boxoffice_takes_test_cards", "1 while the payment provider is `test`, which gives tickets away.",
	  "BOXOFFICE_PAYMENT_PROVIDER=test: cards are not charged, so tickets are given away",
	  "This is a test shop: cards are not charged, and its tickets are not real.", &money_settings.payment_provider, "test" },
	{ "boxoffice_takes_no_payments", "1 while there is no payment provider, so that only free tickets are sold.",
	  "BOXOFFICE_PAYMENT_PROVIDER is not set: only free tickets are sold", NULL, &money_settings.payment_provider, "" },
	{ 0 }
};

const struct config_table money_settings_table = { settings, rules, notices };
