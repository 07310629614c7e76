#include "ops/settings.h"

#include <stddef.h>

struct ops_settings ops_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_METRICS_TOKEN", "", SETTING_SECRET(&ops_settings.metrics_token, 8) },
	{ 0 }
};

const struct config_table ops_settings_table = { settings, NULL };
