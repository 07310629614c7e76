#include "tests/table.h"

#include <stdio.h>
#include <string.h>

#include "tests/test.h"

#define COLUMNS 5

static struct row {
	char *cells[COLUMNS];
} rows[100];
static size_t row_count;

static char *trimmed(char *cell)
{
	char *end = cell + strlen(cell);

	while (*cell == ' ')
		cell++;
	while (end > cell && end[-1] == ' ')
		*--end = '\0';
	return cell;
}

static void read_row(char *line)
{
	size_t column = 0;

	for (char *cell = strsep(&line, "|"); cell && column < COLUMNS; cell = strsep(&line, "|"))
		rows[row_count].cells[column++] = trimmed(cell);
	row_count++;
}

static void read_tables(void)
{
	FILE *file = fopen("ARCHITECTURE.md", "r");
	char line[2000];
	bool inside = false;

	ck_assert_msg(file != NULL, "tests run where ARCHITECTURE.md is");
	while (fgets(line, sizeof(line), file)) {
		if (*line == '#')
			inside = !strcmp(line, "### Every outcome has an end\n");
		line[strcspn(line, "\n")] = '\0';
		if (inside && *line == '|')
			read_row(pool_text(pool, line + 1));
	}
	fclose(file);
}

const char *table_word(const char *row, size_t column)
{
	if (!row_count)
		read_tables();
	for (size_t i = 0; i < row_count; i++) {
		const char *word;

		if (strcmp(rows[i].cells[0], row))
			continue;
		word = strchr(rows[i].cells[column], '`');
		return word ? pool_copy(pool, word + 1, strcspn(word + 1, "`")) : "-";
	}
	ck_abort_msg("no row %s", row);
	return NULL;
}
