/* What the area of payments and refunds brings to the shop (db/area.h). */
#ifndef MONEY_EVENT_H
#define MONEY_EVENT_H

#include "db/area.h"

extern const struct area money_area;

#endif
