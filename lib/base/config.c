#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WRONG_SIZE 180

struct config config;

static const struct setting settings[] = {
	{ "BOXOFFICE_SITE_NAME", "Boxoffice", SETTING_TEXT(&config.site_name), SETTING_REQUIRED },
	{ "BOXOFFICE_BASE_URL", "", SETTING_URL(&config.base_url) },
	{ "BOXOFFICE_CURRENCY", "USD", SETTING_CURRENCY(&config.currency) },
	{ "BOXOFFICE_TEMPLATES", "/usr/share/boxoffice/templates", SETTING_PATH(&config.templates), SETTING_REQUIRED },
	{ "BOXOFFICE_SHARED", "", SETTING_PATH(&config.shared) },
	{ "BOXOFFICE_COUNTERS", "/var/lib/boxoffice/counters", SETTING_PATH(&config.counters) },
	{ 0 }
};

/* Makes the values fit: what follows a base address begins with a slash of its own. */
static const char *settle_shop(void)
{
	for (char *end = (char *)config.base_url + strlen(config.base_url); end > config.base_url && end[-1] == '/';)
		*--end = '\0';
	if (!*config.shared)
		config.shared = config.counters;
	return NULL;
}

const struct config_table config_table = { settings, settle_shop };

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

/* What can't be a name may be a secret, and isn't told. */
static bool is_name(const char *text)
{
	return !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

/* True, or what is wrong with this line. */
static bool read_setting(char *line, char wrong[WRONG_SIZE])
{
	const struct setting *setting;
	char right[SETTING_RIGHT_SIZE], *equals;

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
	setting_tell_right(right, setting);
	snprintf(wrong, WRONG_SIZE, "%.40s must be %s", setting->name, right);
	return false;
}

static bool check_whole(const char *name, char problem[256])
{
	for EACH_TABLE(table) {
		const char *wrong = (*table)->contradiction ? (*table)->contradiction() : NULL;

		if (!wrong)
			continue;
		snprintf(problem, 256, "%.120s: %s", name, wrong);
		return false;
	}
	return true;
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
	return check_whole(name, problem);
}

/* The whole file, for as long as the program runs; NULL if it can't be read: errno says why (a directory can't). */
static char *whole_file(const char *name)
{
	FILE *file = fopen(name, "re");
	char *text = NULL;
	size_t room = 0;
	int error = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		error = ferror(file) ? errno : 0;
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
	snprintf(problem, 256, "%.180s: %s", name, strerror(errno));
	return false;
}
