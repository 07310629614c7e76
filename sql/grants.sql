-- The programs' account. It may read and write rows, but not change tables. boxoffice-migrate --create fills in the @NAMES@.
CREATE DATABASE IF NOT EXISTS `@DB_NAME@` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS '@DB_USER@'@'@FROM@' IDENTIFIED BY '@DB_PASSWORD@';
ALTER USER '@DB_USER@'@'@FROM@' IDENTIFIED BY '@DB_PASSWORD@';
GRANT SELECT, INSERT, UPDATE, DELETE ON `@DB_NAME@`.* TO '@DB_USER@'@'@FROM@';
