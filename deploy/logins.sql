-- The users that the demo data of the modules in :modules made, with the roles they were given directly.
SELECT u.login, string_agg(coalesce(g.name ->> 'es_ES', g.name ->> 'en_US'), ', ' ORDER BY g.id)
  FROM res_users u
  JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id
  LEFT JOIN (
        res_groups_users_rel r
        JOIN res_groups g ON g.id = r.gid
        JOIN ir_model_data gd ON gd.model = 'res.groups' AND gd.res_id = g.id
            AND gd.module = ANY (string_to_array(:'modules', ','))
       ) ON r.uid = u.id
 WHERE d.module = ANY (string_to_array(:'modules', ',')) AND u.active
 GROUP BY u.id, u.login
 ORDER BY min(g.id) NULLS LAST, u.id
