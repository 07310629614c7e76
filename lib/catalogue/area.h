/* The subjects, rules and figures of the area of products (db/area.h). */
#ifndef CATALOGUE_EVENT_H
#define CATALOGUE_EVENT_H

#include "db/area.h"

extern const struct area catalogue_area;

#endif
