/* The settings of watching the shop. boxoffice.conf(5) explains each. */
#ifndef OPS_SETTINGS_H
#define OPS_SETTINGS_H

#include "base/config.h"

struct ops_settings {
	const char *metrics_token; /* "": only this machine may read the metrics, and only where nobody else has an address of the shop */
};

extern struct ops_settings ops_settings;
extern const struct config_table ops_settings_table;

#endif
