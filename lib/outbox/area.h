/* The subjects, rules and figures of the area of events (db/area.h). */
#ifndef OUTBOX_EVENT_H
#define OUTBOX_EVENT_H

#include "db/area.h"

extern const struct area outbox_area;

#endif
