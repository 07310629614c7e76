/* The tables of ARCHITECTURE.md ("Every outcome has an end"), which tests compare with what happens. */
#ifndef TESTS_TABLE_H
#define TESTS_TABLE_H

#include <stddef.h>

/* The first word in backquotes of a cell of the row that begins with this cell; "-" where it has none. The first column is 0. */
const char *table_word(const char *row, size_t column);

#endif
