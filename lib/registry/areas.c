/* All areas, in the order in which the job `verify` checks their rules. A new area adds one line here. */
#include "catalogue/area.h"
#include "money/area.h"
#include "outbox/area.h"
#include "quota/area.h"
#include "sales/area.h"

const struct area *const areas[] = { &quota_area, &catalogue_area, &sales_area, &money_area, &outbox_area, NULL };
