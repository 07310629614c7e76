/* What is wrong with what a person typed, in words that help to mend it. The API's messages are fixed; these are for forms. */
#ifndef HTTP_INPUT_PROBLEM_H
#define HTTP_INPUT_PROBLEM_H

#include <stddef.h>

/* Of a text that is refused. `missing`: what is said where nothing was typed. All of these in the pool. */
const char *input_problem_text(void *pool, const char *name, const char *typed, size_t max, const char *missing);

/* Of a text that is no amount, or none that the shop's currency can pay. */
const char *input_problem_money(void *pool, const char *name, const char *typed);

/* Of a text that is no whole number within the limits that `limits` tells of. */
const char *input_problem_count(void *pool, const char *name, const char *typed, const char *limits);

#endif
