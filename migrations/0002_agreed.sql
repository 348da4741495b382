-- The edition of the policy page that a customer agreed to after the one they came under, which is policy_version. A
-- decision about their values needs a yes of that edition and of the one in force.
ALTER TABLE customer ADD COLUMN agreed_version TEXT;
