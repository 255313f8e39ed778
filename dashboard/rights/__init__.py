"""岗位与权限: the tables of acts and the posts, laid out to be read."""
