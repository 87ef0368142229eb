DROP INDEX results_counted;
DROP INDEX certificates_in_force;
DROP TABLE refused_attempts;
