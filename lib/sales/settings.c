#include "sales/settings.h"

#include <stddef.h>

struct sales_settings sales_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_HOLD_SECONDS", "900", SETTING_NUMBER(&sales_settings.hold_seconds, 1, 86400 * 30) },
	{ 0 }
};

const struct config_table sales_settings_table = { settings, NULL };
