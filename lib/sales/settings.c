#include "sales/settings.h"

#include <stddef.h>

struct sales_settings sales_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_HOLD_SECONDS", "900", SETTING_NUMBER(&sales_settings.hold_seconds, 1, 86400 * 30) },
	{ "BOXOFFICE_ORDER_MAX_TOTAL", "1000000000", SETTING_NUMBER(&sales_settings.order_max_total, 1, 1000000000) },
	{ 0 }
};

const struct config_table sales_settings_table = { settings, NULL };
