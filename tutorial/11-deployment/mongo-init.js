// MongoDB runs this once, when its volume is empty.
db.getSiblingDB("todo").createUser({
  user: "todo",
  pwd: process.env.TODO_PASSWORD,
  roles: ["readWrite"],
});
