#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define WRONG_SIZE 180

struct config config;

static const struct setting settings[] = {
	{ "BOXOFFICE_SITE_NAME", "Boxoffice", SETTING_TEXT(&config.site_name), SETTING_REQUIRED },
	{ "BOXOFFICE_BASE_URL", "", SETTING_BASE(&config.base_url) },
	{ "BOXOFFICE_CURRENCY", "USD", SETTING_CURRENCY(&config.currency) },
	{ "BOXOFFICE_TEMPLATES", "/usr/share/boxoffice/templates", SETTING_PATH(&config.templates), SETTING_REQUIRED },
	{ "BOXOFFICE_SHARED", "", SETTING_PATH(&config.shared) },
	{ "BOXOFFICE_COUNTERS", "/var/lib/boxoffice/counters", SETTING_PATH(&config.counters) },
	{ 0 }
};

const struct config_table config_table = { settings, NULL };

#define EACH_TABLE(table) (const struct config_table *const *table = config_tables; *table; table++)
#define EACH_SETTING(setting, table) (const struct setting *setting = (table)->settings; setting->name; setting++)

static const struct setting *setting_named(const char *name)
{
	for EACH_TABLE(table)
		for EACH_SETTING(setting, *table)
			if (!strcmp(setting->name, name))
				return setting;
	return NULL;
}

static char *trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	if (end > text + 1 && *text == '"' && end[-1] == '"') {
		*--end = '\0';
		text++;
	}
	return text;
}

/* What can't be a name may be a secret, and isn't told: names have an underscore, which no key in hex or base32 has. */
static bool is_name(const char *text)
{
	return strchr(text, '_') && !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

static void tell_wrong(char wrong[WRONG_SIZE], const struct setting *setting)
{
	char right[SETTING_RIGHT_SIZE];

	setting_tell_right(right, setting);
	snprintf(wrong, WRONG_SIZE, "%.40s must be %s", setting->name, right);
}

/* Reads one line of the file. True if the line is good; else `wrong` is a sentence about what is wrong with it. */
static bool read_setting(char *line, char wrong[WRONG_SIZE])
{
	const struct setting *setting;
	char *equals;

	line = trim(line);
	if (!*line || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (!equals) {
		snprintf(wrong, WRONG_SIZE, "a line must be NAME=value");
		return false;
	}
	*equals = '\0';
	setting = setting_named(trim(line));
	if (!setting) {
		snprintf(wrong, WRONG_SIZE, "%.60s is not the name of a setting", is_name(trim(line)) ? trim(line) : "what stands before `=`");
		return false;
	}
	if (setting_read(setting, trim(equals + 1)))
		return true;
	tell_wrong(wrong, setting);
	return false;
}

/* The first setting that the file must have and hasn't; NULL if none is missing. */
static const struct setting *missing_setting(void)
{
	for EACH_TABLE(table)
		for EACH_SETTING(setting, *table)
			if (setting->required && !**setting->at.text)
				return setting;
	return NULL;
}

static bool is_broken(const struct config_rule *rule)
{
	if (rule->number.low)
		return *rule->number.low > *rule->number.high;
	if (rule->begins.set)
		return text_begins(*rule->begins.set, rule->begins.with) && !text_begins(*rule->begins.other, rule->begins.wanted);
	return (rule->text.is ? !strcmp(*rule->text.set, rule->text.is) : **rule->text.set != '\0') && !**rule->text.needs;
}

/* What is wrong with settings that depend on each other. NULL if they agree. */
static const char *broken_rule(void)
{
	for EACH_TABLE(table)
		for (const struct config_rule *rule = (*table)->rules; rule && rule->wrong; rule++)
			if (is_broken(rule))
				return rule->wrong;
	return NULL;
}

static bool check_whole(const char *name, char problem[256])
{
	const struct setting *missing = missing_setting();
	char told[WRONG_SIZE];
	const char *wrong = told;

	if (missing)
		tell_wrong(told, missing);
	else
		wrong = broken_rule();
	if (wrong)
		snprintf(problem, 256, "%.90s: %.150s", name, wrong);
	return !wrong;
}

bool config_parse(const char *name, char *text, char problem[256])
{
	char wrong[WRONG_SIZE], *rest = text, *line;

	for EACH_TABLE(table)
		for EACH_SETTING(setting, *table)
			setting_keep_standard(setting);
	for (int number = 1; (line = strsep(&rest, "\n")); number++) {
		if (read_setting(line, wrong))
			continue;
		snprintf(problem, 256, "%.90s:%d: %.150s", name, number, wrong);
		return false;
	}
	if (!*config.shared)
		config.shared = config.counters; /* the name that older settings give the file */
	return check_whole(name, problem);
}

/*
 * The text of the whole file. NULL if it can't be read, and errno says why: neither a directory can, nor what isn't text. It is never
 * freed, since settings point into it.
 */
static char *whole_file(const char *name)
{
	FILE *file = fopen(name, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t length;
	int error = 0;

	if (!file)
		return NULL;
	length = getdelim(&text, &room, '\0', file);
	if (ferror(file))
		error = errno;
	else if (length > 0 && !text[length - 1])
		error = EILSEQ; /* a zero byte: what follows it would be left out */
	if (length < 0 || error) {
		free(text);
		text = error ? NULL : calloc(1, 1);
	}
	fclose(file);
	errno = error;
	return text;
}

static const char *beside_program(char path[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 32);
	char *slash;

	path[length < 0 ? 0 : length] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash ? slash : path, 32, "/../etc/boxoffice.conf");
	return path;
}

static const char *file_name(char path[PATH_MAX])
{
	const char *named = getenv("BOXOFFICE_CONF");

	if (named && *named)
		return named;
	if (access(beside_program(path), F_OK) == 0)
		return path;
	return "/etc/boxoffice/boxoffice.conf";
}

bool config_load(char problem[256])
{
	char path[PATH_MAX];
	const char *name = file_name(path);
	char *text = whole_file(name);

	if (text)
		return config_parse(name, text, problem);
	snprintf(problem, 256, "%.160s: %s", name, errno == EILSEQ ? "a zero byte is in it, so it is no text" : strerror(errno));
	return false;
}
