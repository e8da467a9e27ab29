-- Who may enter an application: rules as a JSON array, the first about somebody decides; none lets everybody in.

ALTER TABLE clients ADD COLUMN rules TEXT NOT NULL DEFAULT '[]';
