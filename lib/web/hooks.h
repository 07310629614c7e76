/* Webhooks as people see and enter them: the subjects to choose from, what state an endpoint is in, its deliveries. */
#ifndef WEB_HOOKS_H
#define WEB_HOOKS_H

#include "web/request.h"

/*
 * The subjects chosen, separated by commas, "" for all: of the API a list of names (an empty one, or "*", for all; NULL where it is
 * left out), of a form the boxes that are ticked (none for all). An error where a name isn't one.
 */
const char *hooks_subjects(struct request *request);

void hooks_dress_list(struct request *request, struct page *page);
void hooks_dress_new(struct request *request, struct page *page);

/* The webhook shown, its secret while that is new, its latest deliveries. */
void hooks_dress_one(struct request *request, struct page *page);

#endif
