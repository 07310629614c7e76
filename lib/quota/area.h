/* The rules and figures of the area of quotas (db/area.h). */
#ifndef QUOTA_EVENT_H
#define QUOTA_EVENT_H

#include "db/area.h"

extern const struct area quota_area;

#endif
