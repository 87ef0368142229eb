DROP TABLE domain_answers;
