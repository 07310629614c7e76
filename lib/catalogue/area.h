/* What the area of products brings to the shop (db/area.h). */
#ifndef CATALOGUE_EVENT_H
#define CATALOGUE_EVENT_H

#include "db/area.h"

extern const struct area catalogue_area;

#endif
