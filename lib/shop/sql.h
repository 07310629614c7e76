/* Pieces of SQL that several entities share. */
#ifndef SHOP_SQL_H
#define SHOP_SQL_H

/* A bound JSON array of order ids, as a table `s` of `id`. */
#define SET_OF_ORDERS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s"

#endif
