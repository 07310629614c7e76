#include "money/settings.h"

#include <stddef.h>

struct money_settings money_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_PAYMENT_PROVIDER", "test", SETTING_ONE_OF(&money_settings.payment_provider, money_provider_names) },
	{ "BOXOFFICE_PAYMENT_SECONDS", "120", SETTING_NUMBER(&money_settings.payment_seconds, 1, 86400) },
	{ "BOXOFFICE_PAYMENT_ATTEMPTS", "10", SETTING_NUMBER(&money_settings.payment_attempts, 0, 1000) },
	{ "BOXOFFICE_RECONCILE_DAYS", "7", SETTING_NUMBER(&money_settings.reconcile_days, 1, 3650) },
	{ "BOXOFFICE_MAIL_REMINDER", "0", SETTING_SWITCH(&money_settings.mail_reminder) },
	{ 0 }
};

const struct config_table money_settings_table = { settings, NULL };
