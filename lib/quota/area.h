/* What the area of quotas brings to the shop (db/area.h). */
#ifndef QUOTA_EVENT_H
#define QUOTA_EVENT_H

#include "db/area.h"

extern const struct area quota_area;

#endif
