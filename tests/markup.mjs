/** What html-validate finds in our pages: all of its recommended rules, but for these. */

export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // HTML itself lets an id be any text without blanks; ours are the ends of IRIs, such as role/funder.
    "valid-id": ["error", { relaxed: true }],
    // Boxes of one name are one field with several values.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit"] }],
    // A matter of taste.
    "doctype-style": "off",
    // Names of things and texts of queries are as they are.
    "long-title": "off",
    "no-trailing-whitespace": "off",
  },
};
