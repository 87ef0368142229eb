DROP TABLE site;
DROP TABLE site_marks;
